-- Trigger on the factors of users: keeps in the accounts, and in their memberships, whether they have one.
--
-- Locks: the account, which changes of factors and joins lock first, so that each sees the other's outcome.
CREATE OR REPLACE FUNCTION keep_has_factor() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	v_user bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.user_id ELSE NEW.user_id END;
	v_has boolean := EXISTS (SELECT FROM totp t WHERE t.user_id = v_user AND t.confirmed_at IS NOT NULL)
		OR EXISTS (SELECT FROM passkeys p WHERE p.user_id = v_user);
BEGIN
	UPDATE users u SET has_factor = v_has WHERE u.id = v_user AND u.has_factor <> v_has;
	IF FOUND THEN
		UPDATE memberships m SET has_factor = v_has WHERE m.user_id = v_user AND m.has_factor <> v_has;
	END IF;
	RETURN NULL;
END
$$;
