-- Creates a service's database, and a user that owns it and cannot connect to the databases of other services. Run it as the server's
-- administrator, with the service's name in the variable "name", the environment's in "environment", and the password, twice, on standard
-- input. It is idempotent, applies a changed password, and can run several times at once. It refuses a user that it did not create for
-- this environment: on a server that others use too, a new password would lock them out.

-- Creating a database takes less time. If the lock is held longer, the task fails with the reason in its log, instead of waiting.
SET lock_timeout = '2min';
SELECT pg_advisory_lock(hashtext('workers'));

SELECT 'workers ' || :'environment' AS mark \gset
SELECT statement
FROM (VALUES (format('CREATE ROLE %I LOGIN', :'name')), (format('COMMENT ON ROLE %I IS %L', :'name', :'mark'))) AS steps (statement)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec

SELECT COALESCE(shobj_description(oid, 'pg_authid'), '') <> :'mark' AS foreign_role FROM pg_roles WHERE rolname = :'name' \gset
\if :foreign_role
  \warn The user :name exists already, and this setup did not create it for the environment :environment
  \warn If it is meant, give it the comment :mark by COMMENT ON ROLE
  SELECT 1 / 0 AS refused;
\endif

-- psql computes the verifier and sends only that: a password in a statement would be in the server's log if the statement failed.
SET password_encryption = 'scram-sha-256';
\password :"name"

-- A user without superuser rights, as on RDS, can assign a database only to a role that it is a member of.
SELECT format('GRANT %I TO CURRENT_USER', :'name')
WHERE NOT pg_has_role(CURRENT_USER, :'name', 'USAGE') \gexec

SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'name') \gexec
