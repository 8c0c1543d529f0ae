"""Mistakes put into the rules one at a time: does the second program of the same rules notice?"""
