ALTER TABLE "users" ADD COLUMN "presence" text DEFAULT 'online' NOT NULL;--> statement-breakpoint
-- Nobody is called by whom they have blocked, whatever writes the mention. Once a statement, for one message may call thousands.
CREATE FUNCTION forget_blocked_mentions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM mentions n USING called c, messages m, blocks b
	WHERE m.channel_id = c.channel_id AND m.seq = c.seq AND b.user_id = c.user_id AND b.blocked_id = m.author_id
		AND n.user_id = c.user_id AND n.channel_id = c.channel_id AND n.seq = c.seq;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER blocked_mentions AFTER INSERT ON "mentions" REFERENCING NEW TABLE AS called
	FOR EACH STATEMENT EXECUTE FUNCTION forget_blocked_mentions();
