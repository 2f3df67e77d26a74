CREATE TABLE "automod_matches" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "automod_matches_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"server_id" bigint NOT NULL,
	"user_id" bigint NOT NULL,
	"rule_id" bigint NOT NULL,
	"rule_name" text NOT NULL,
	"reason" text NOT NULL,
	"actions" jsonb NOT NULL,
	"channel_id" bigint,
	"nonce" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "automod_match_message" CHECK (("automod_matches"."channel_id" is null) = ("automod_matches"."nonce" is null))
);
--> statement-breakpoint
ALTER TABLE "moderation_actions" ALTER COLUMN "actor_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "moderation_actions" ADD COLUMN "automod_rule_id" bigint;--> statement-breakpoint
ALTER TABLE "moderation_actions" ADD COLUMN "automod_rule_name" text;--> statement-breakpoint
ALTER TABLE "automod_matches" ADD CONSTRAINT "automod_matches_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "automod_matches" ADD CONSTRAINT "automod_matches_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "automod_matches" ADD CONSTRAINT "automod_matches_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "automod_matches_created_at_index" ON "automod_matches" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "automod_matches_server_id_index" ON "automod_matches" USING btree ("server_id");--> statement-breakpoint
CREATE INDEX "automod_matches_user_id_index" ON "automod_matches" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "automod_matches_channel_id_index" ON "automod_matches" USING btree ("channel_id");--> statement-breakpoint
ALTER TABLE "moderation_actions" ADD CONSTRAINT "moderation_action_actor" CHECK (("moderation_actions"."actor_id" is null) = ("moderation_actions"."automod_rule_id" is not null) and ("moderation_actions"."automod_rule_id" is null) = ("moderation_actions"."automod_rule_name" is null));--> statement-breakpoint
ALTER TABLE "moderation_actions" ADD CONSTRAINT "moderation_action_rule" CHECK ("moderation_actions"."automod_rule_id" is null or "moderation_actions"."kind" in ('timeout', 'removal'));