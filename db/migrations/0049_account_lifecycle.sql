CREATE TABLE "account_exports" (
	"user_id" bigint PRIMARY KEY NOT NULL,
	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"progress" smallint DEFAULT 0 NOT NULL,
	"key" text,
	"size" bigint,
	"ready_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	CONSTRAINT "account_exports_key_unique" UNIQUE("key"),
	CONSTRAINT "account_export_ready" CHECK (("account_exports"."key" is null) = ("account_exports"."size" is null) and ("account_exports"."key" is null) = ("account_exports"."ready_at" is null))
);
--> statement-breakpoint
CREATE TABLE "held_usernames" (
	"username" text PRIMARY KEY NOT NULL,
	"user_id" bigint,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "username_changed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "deletes_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "deletes_messages" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "account_exports" ADD CONSTRAINT "account_exports_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_usernames" ADD CONSTRAINT "held_usernames_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_exports_ready_at_index" ON "account_exports" USING btree ("ready_at");--> statement-breakpoint
CREATE INDEX "held_usernames_user_id_index" ON "held_usernames" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "held_usernames_until_index" ON "held_usernames" USING btree ("until");--> statement-breakpoint
-- Trigger: a former username is taken for everybody but the user who had it. It is refused like the username of another
-- account. A user who takes it back no longer needs it to be held.
CREATE OR REPLACE FUNCTION refuse_held_username() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (
		SELECT FROM held_usernames h
		WHERE h.username = NEW.username AND h.user_id IS DISTINCT FROM NEW.id AND h.until > now()
	) THEN
		RAISE EXCEPTION 'This username is held.' USING ERRCODE = 'unique_violation', CONSTRAINT = 'users_username_unique';
	END IF;
	DELETE FROM held_usernames h WHERE h.username = NEW.username;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER username_held AFTER INSERT OR UPDATE OF username ON users
	FOR EACH ROW EXECUTE FUNCTION refuse_held_username();--> statement-breakpoint
DROP TRIGGER display_name_changed ON users;--> statement-breakpoint
CREATE TRIGGER display_name_changed AFTER UPDATE OF display_name, username ON users
	FOR EACH ROW WHEN (OLD.display_name IS DISTINCT FROM NEW.display_name OR OLD.username IS DISTINCT FROM NEW.username)
	EXECUTE FUNCTION after_display_name_change();
