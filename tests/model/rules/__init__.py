"""What single rules give for people and homes that are made up: known answers, also where small worlds seldom come."""
