"""Publishing: what stands in output/ is brought to the place where readers find it.

`run` is the list of the steps. `target` is the face that every kind of place has, one module for each kind. `plan` is
a pure function from what is here and what is there to what must be done.
"""
