DROP INDEX "memberships_server_id_joined_at_index";--> statement-breakpoint
DROP INDEX "users_by_name";--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "sort_name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "search_names" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "last_seen_day" date;--> statement-breakpoint
UPDATE memberships m SET sort_name = lower(coalesce(m.nickname, u.display_name)),
	search_names = concat_ws(E'\n', u.username, lower(u.display_name), lower(m.nickname))
FROM users u WHERE u.id = m.user_id;--> statement-breakpoint
UPDATE users u SET last_seen_day = s.day FROM (
	SELECT user_id, (max(last_used_at) AT TIME ZONE 'UTC')::date AS day FROM sessions GROUP BY user_id
) s WHERE s.user_id = u.id;--> statement-breakpoint
CREATE INDEX "memberships_by_name" ON "memberships" USING btree ("server_id","sort_name","user_id");--> statement-breakpoint
CREATE INDEX "memberships_by_rank" ON "memberships" USING btree ("server_id",(-"rank"),"sort_name","user_id");--> statement-breakpoint
CREATE INDEX "memberships_by_joining" ON "memberships" USING btree ("server_id","joined_at","user_id");--> statement-breakpoint
CREATE INDEX "users_by_last_day" ON "users" USING btree (coalesce("last_seen_day", '-infinity'),"id");--> statement-breakpoint
-- Trigger: keeps the name by which lists sort a member, and the names by which they are found.
CREATE OR REPLACE FUNCTION set_sort_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	SELECT lower(coalesce(NEW.nickname, u.display_name)),
		concat_ws(E'\n', u.username, lower(u.display_name), lower(NEW.nickname))
	INTO NEW.sort_name, NEW.search_names FROM users u WHERE u.id = NEW.user_id;
	RETURN NEW;
END
$$;--> statement-breakpoint
-- Trigger: keeps the names of the user in the lists of members.
CREATE OR REPLACE FUNCTION after_display_name_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- The trigger of the memberships makes the names.
	UPDATE memberships m SET nickname = m.nickname WHERE m.user_id = NEW.id;
	RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER set_sort_name BEFORE INSERT OR UPDATE OF nickname ON memberships
	FOR EACH ROW EXECUTE FUNCTION set_sort_name();--> statement-breakpoint
CREATE TRIGGER display_name_changed AFTER UPDATE OF display_name ON users
	FOR EACH ROW WHEN (OLD.display_name IS DISTINCT FROM NEW.display_name) EXECUTE FUNCTION after_display_name_change();
