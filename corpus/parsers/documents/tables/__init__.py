"""Tables in files: records of JSON, separated values, workbooks, and the rows that all of them become."""
