# Lo que se guarda de una persona, para esa persona.

mydata-file = Todo lo que guardo de ti. Es solo para ti: nadie más puede pedirlo.
