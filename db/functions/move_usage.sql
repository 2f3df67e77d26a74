-- Trigger: the bytes of the files that a statement has inserted or deleted move in `usage`. Its arguments are the columns
-- of the user and of the server, and the bytes of a row; these never change while the row exists.
--
-- It waits for nobody: it moves the first part that no other transaction holds, and adds one if there is none. So uploads
-- do not wait for each other's commits, and no order of statements ends in a deadlock.
CREATE OR REPLACE FUNCTION move_usage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	v_sign CONSTANT integer := CASE TG_OP WHEN 'DELETE' THEN -1 ELSE 1 END;
	v_moved record;
BEGIN
	IF NOT EXISTS (SELECT FROM moved) THEN
		RETURN NULL;
	END IF;
	FOR v_moved IN EXECUTE format(
		'SELECT k.kind, k.id, sum(f.bytes)::bigint AS bytes
		FROM (SELECT %s AS person_id, %s AS server_id, %s AS bytes FROM moved) f
		CROSS JOIN LATERAL (VALUES (''person'', f.person_id), (''server'', f.server_id), (''instance'', 1)) AS k(kind, id)
		WHERE k.id IS NOT NULL GROUP BY k.kind, k.id HAVING sum(f.bytes) <> 0',
		TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]
	) LOOP
		UPDATE usage u SET bytes = u.bytes + v_sign * v_moved.bytes
		WHERE u.kind = v_moved.kind AND u.id = v_moved.id AND u.part = (
			SELECT free.part FROM usage free WHERE free.kind = v_moved.kind AND free.id = v_moved.id
			ORDER BY free.part LIMIT 1 FOR UPDATE SKIP LOCKED
		);
		IF NOT FOUND THEN
			INSERT INTO usage (kind, id, bytes) VALUES (v_moved.kind, v_moved.id, v_sign * v_moved.bytes);
		END IF;
	END LOOP;
	RETURN NULL;
END
$$;
