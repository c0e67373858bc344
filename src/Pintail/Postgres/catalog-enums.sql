SELECT e.enumtypid::pg_catalog.int8, e.enumlabel::pg_catalog.text
FROM pg_catalog.pg_enum e
ORDER BY e.enumtypid, e.enumsortorder
