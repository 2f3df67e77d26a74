ALTER TABLE "removed_messages" DROP CONSTRAINT "removed_messages_action_id_moderation_actions_id_fk";
--> statement-breakpoint
ALTER TABLE "removed_messages" DROP CONSTRAINT "removed_messages_channel_id_seq_messages_channel_id_seq_fk";
--> statement-breakpoint
ALTER TABLE "moderation_actions" ADD COLUMN "nonce" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "moderation_action_nonce" ON "moderation_actions" USING btree ("server_id","actor_id","nonce","subject_id") WHERE nonce is not null;