"""Ownership by listed parties: who owns how much of whom, and what the rules on owned companies say of it.

`owners` reads what a question tells, `follow_ups` over several questions; `graph` adds shares up by a rule;
`affiliates` is the rule of the Commerce Department, `blocked_owners` that of the Treasury; `engine` asks the one that
is meant.
"""
