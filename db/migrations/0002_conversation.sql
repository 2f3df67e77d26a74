CREATE TABLE "attachments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "attachments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"channel_id" bigint,
	"uploader_id" bigint,
	"seq" bigint,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"kind" text NOT NULL,
	"size" bigint NOT NULL,
	"width" integer,
	"height" integer,
	"has_thumbnail" boolean DEFAULT false NOT NULL,
	"alt" text DEFAULT '' NOT NULL,
	"spoiler" boolean DEFAULT false NOT NULL,
	"key" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "attachments_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"user_id" bigint NOT NULL,
	"channel_id" bigint NOT NULL,
	"content" text NOT NULL,
	"reply_to" bigint,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "drafts_user_id_channel_id_pk" PRIMARY KEY("user_id","channel_id")
);
--> statement-breakpoint
CREATE TABLE "saved" (
	"user_id" bigint NOT NULL,
	"channel_id" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"saved_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "saved_user_id_channel_id_seq_pk" PRIMARY KEY("user_id","channel_id","seq")
);
--> statement-breakpoint
CREATE TABLE "versions" (
	"channel_id" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"n" integer NOT NULL,
	"content" text NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "versions_channel_id_seq_n_pk" PRIMARY KEY("channel_id","seq","n")
);
--> statement-breakpoint
CREATE TABLE "votes" (
	"channel_id" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"option" integer NOT NULL,
	"user_id" bigint NOT NULL,
	CONSTRAINT "votes_channel_id_seq_user_id_option_pk" PRIMARY KEY("channel_id","seq","user_id","option")
);
--> statement-breakpoint
CREATE TABLE "channel_levels" (
	"user_id" bigint NOT NULL,
	"channel_id" bigint NOT NULL,
	"level" text,
	"muted_until" timestamp (3) with time zone,
	CONSTRAINT "channel_levels_user_id_channel_id_pk" PRIMARY KEY("user_id","channel_id")
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"user_id" bigint NOT NULL,
	"channel_id" bigint NOT NULL,
	"following" boolean DEFAULT true NOT NULL,
	CONSTRAINT "follows_user_id_channel_id_pk" PRIMARY KEY("user_id","channel_id")
);
--> statement-breakpoint
CREATE TABLE "blocks" (
	"user_id" bigint NOT NULL,
	"blocked_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "blocks_user_id_blocked_id_pk" PRIMARY KEY("user_id","blocked_id")
);
--> statement-breakpoint
ALTER TABLE "channels" DROP CONSTRAINT "channel_name";--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "vote" jsonb;--> statement-breakpoint
ALTER TABLE "mentions" ADD COLUMN "kind" text DEFAULT 'name' NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "attachments" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "embeds" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "poll" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "echo_of" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "thread_id" bigint;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "pinned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "pinned_by" bigint;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "deleted_count" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "parent_id" bigint;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "parent_seq" bigint;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "level" text;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "muted_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "status_text" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "status_emoji" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "status_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "keywords" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_uploader_id_users_id_fk" FOREIGN KEY ("uploader_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved" ADD CONSTRAINT "saved_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved" ADD CONSTRAINT "saved_channel_id_seq_messages_channel_id_seq_fk" FOREIGN KEY ("channel_id","seq") REFERENCES "public"."messages"("channel_id","seq") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "versions" ADD CONSTRAINT "versions_channel_id_seq_messages_channel_id_seq_fk" FOREIGN KEY ("channel_id","seq") REFERENCES "public"."messages"("channel_id","seq") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "votes" ADD CONSTRAINT "votes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "votes" ADD CONSTRAINT "votes_channel_id_seq_messages_channel_id_seq_fk" FOREIGN KEY ("channel_id","seq") REFERENCES "public"."messages"("channel_id","seq") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_levels" ADD CONSTRAINT "channel_levels_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_levels" ADD CONSTRAINT "channel_levels_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_blocked_id_users_id_fk" FOREIGN KEY ("blocked_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attachments_channel_id_seq_index" ON "attachments" USING btree ("channel_id","seq");--> statement-breakpoint
CREATE INDEX "attachments_waiting" ON "attachments" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "attachments_uploader_id_index" ON "attachments" USING btree ("uploader_id");--> statement-breakpoint
CREATE INDEX "drafts_channel_id_index" ON "drafts" USING btree ("channel_id");--> statement-breakpoint
CREATE INDEX "saved_user_id_saved_at_index" ON "saved" USING btree ("user_id","saved_at");--> statement-breakpoint
CREATE INDEX "saved_channel_id_seq_index" ON "saved" USING btree ("channel_id","seq");--> statement-breakpoint
CREATE INDEX "channel_levels_channel_id_index" ON "channel_levels" USING btree ("channel_id");--> statement-breakpoint
CREATE INDEX "follows_channel_id_index" ON "follows" USING btree ("channel_id");--> statement-breakpoint
CREATE INDEX "blocks_blocked_id_index" ON "blocks" USING btree ("blocked_id");--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_thread_id_channels_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."channels"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_pinned_by_users_id_fk" FOREIGN KEY ("pinned_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_parent_id_channels_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "messages_pinned" ON "messages" USING btree ("channel_id","pinned_at") WHERE pinned_at is not null;--> statement-breakpoint
CREATE INDEX "messages_thread" ON "messages" USING btree ("thread_id") WHERE thread_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "channel_name" ON "channels" USING btree ("server_id","name") WHERE parent_id is null;--> statement-breakpoint
CREATE UNIQUE INDEX "channel_thread" ON "channels" USING btree ("parent_id","parent_seq") WHERE parent_id is not null;--> statement-breakpoint
CREATE INDEX "channel_server" ON "channels" USING btree ("server_id");--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "thread_place" CHECK ((parent_id is null) = (parent_seq is null));