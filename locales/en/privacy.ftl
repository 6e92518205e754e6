# What is kept about a person, for that person.

mydata-file = Everything I keep about you. It's for you alone: nobody else can ask for it.
