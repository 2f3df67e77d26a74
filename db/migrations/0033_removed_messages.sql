CREATE TABLE "removed_messages" (
	"channel_id" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"action_id" bigint NOT NULL,
	"kept" jsonb NOT NULL,
	"removed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "removed_messages_channel_id_seq_pk" PRIMARY KEY("channel_id","seq")
);
--> statement-breakpoint
ALTER TABLE "moderation_actions" DROP CONSTRAINT "moderation_action_kind";--> statement-breakpoint
ALTER TABLE "changes" ALTER COLUMN "seq" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "seqs" "int8multirange";--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "action_id" bigint;--> statement-breakpoint
ALTER TABLE "moderation_actions" ADD COLUMN "removed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "removed_messages" ADD CONSTRAINT "removed_messages_action_id_moderation_actions_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."moderation_actions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "removed_messages" ADD CONSTRAINT "removed_messages_channel_id_seq_messages_channel_id_seq_fk" FOREIGN KEY ("channel_id","seq") REFERENCES "public"."messages"("channel_id","seq") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "removed_messages_action_id_channel_id_seq_index" ON "removed_messages" USING btree ("action_id","channel_id","seq");--> statement-breakpoint
CREATE INDEX "removed_messages_removed_at_index" ON "removed_messages" USING btree ("removed_at");--> statement-breakpoint
CREATE INDEX "messages_by_author" ON "messages" USING btree ("author_id","created_at");--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "change_place" CHECK ((seq is null) = (kind in ('purged', 'restored')) and (seq is null) <> (seqs is null));--> statement-breakpoint
ALTER TABLE "moderation_actions" ADD CONSTRAINT "moderation_action_kind" CHECK ("moderation_actions"."kind" in ('warn', 'timeout', 'kick', 'ban', 'removal'));