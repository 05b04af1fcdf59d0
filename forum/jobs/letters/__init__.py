"""The mails people get: composed when they are sent, from what the receiver may see then."""
