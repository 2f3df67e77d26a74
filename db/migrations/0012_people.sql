ALTER TABLE "versions" ADD COLUMN "called" bigint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "changes_personal" ON "changes" USING btree ("channel_id","seq") WHERE user_id is not null;--> statement-breakpoint
UPDATE changes x SET emoji = NULL, user_id = NULL, added = NULL, count = NULL, vote = NULL
FROM messages m WHERE m.channel_id = x.channel_id AND m.seq = x.seq AND m.deleted_at IS NOT NULL AND x.user_id IS NOT NULL;
--> statement-breakpoint
-- No path can say this name, so nobody could block whoever has it.
UPDATE users SET username = 'dots' || id WHERE username = '..'
	AND NOT EXISTS (SELECT 1 FROM users o WHERE o.username = 'dots' || users.id);
