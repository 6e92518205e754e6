"""Who looks after a village and settles its rules: consent, the founder group, roles and how they pass on."""
