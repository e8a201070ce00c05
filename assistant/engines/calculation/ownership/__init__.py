"""Ownership by listed parties: who owns how much of whom, and what the rules on owned companies say of it.

`model` has the parties and their stakes; `owners` reads them from a question, `follow_ups` from several; `graph` adds
shares up by a rule. `affiliates` is the rule of the Commerce Department, `listed_owners` whose shares it counts,
`rule_force` whether it is in force, `unknown_share` what it says where no share is told; `blocked_owners` is that of
the Treasury, `union_owners` those of the Union; `ownership_engine` asks the one that is meant.
"""
