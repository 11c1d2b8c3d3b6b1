"""The end of a story: taken down at once, forgotten by the clock; of its address alone it is known that it was one."""
