"""Authentication and authorization: API keys, JWTs, roles, and the rule for services without them.

Routes declare a role (`dependencies=[Depends(READ)]`) and read the `Caller`, whose `owner` selects
sessions. A refusal is `Unauthenticated` or `Forbidden`, which `api.problems` translates.
"""
