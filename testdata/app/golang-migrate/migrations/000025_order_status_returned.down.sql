-- A value of an enum type cannot be taken away; code that does not know it is safe.
SELECT 1;
