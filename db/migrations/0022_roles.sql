CREATE TABLE "member_roles" (
	"server_id" bigint NOT NULL,
	"user_id" bigint NOT NULL,
	"role_id" bigint NOT NULL,
	CONSTRAINT "member_roles_server_id_user_id_role_id_pk" PRIMARY KEY("server_id","user_id","role_id")
);
--> statement-breakpoint
CREATE TABLE "overrides" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "overrides_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"channel_id" bigint,
	"group_id" bigint,
	"role_id" bigint,
	"user_id" bigint,
	"scope" smallint DEFAULT 1 NOT NULL,
	"allow" bigint DEFAULT 0 NOT NULL,
	"deny" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "override_place" CHECK (("overrides"."channel_id" is null) <> ("overrides"."group_id" is null)),
	CONSTRAINT "override_subject" CHECK (("overrides"."role_id" is null) <> ("overrides"."user_id" is null)),
	CONSTRAINT "override_disjoint" CHECK ("overrides"."allow" & "overrides"."deny" = 0)
);
--> statement-breakpoint
CREATE TABLE "roles" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "roles_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"server_id" bigint NOT NULL,
	"name" text NOT NULL,
	"handle" text NOT NULL,
	"colour" text,
	"position" integer NOT NULL,
	"hoist" boolean DEFAULT false NOT NULL,
	"mentionable" boolean DEFAULT false NOT NULL,
	"self_assignable" boolean DEFAULT false NOT NULL,
	"permissions" bigint DEFAULT 0 NOT NULL,
	"is_everyone" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "role_server" UNIQUE("server_id","id"),
	CONSTRAINT "role_everyone_last" CHECK ("roles"."is_everyone" = ("roles"."position" = 0))
);
--> statement-breakpoint
CREATE TABLE "channel_groups" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "channel_groups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"server_id" bigint NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "group_server" UNIQUE("server_id","id")
);
--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "view_restricted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "restricted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "group_id" bigint;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "follows_group" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "archived_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "role_ids" bigint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "role_bits" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "rank" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "timed_out_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "accepted_at" timestamp (3) with time zone DEFAULT now();--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "everyone_bits" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "layout_rev" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "member_roles" ADD CONSTRAINT "member_roles_membership" FOREIGN KEY ("server_id","user_id") REFERENCES "public"."memberships"("server_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_roles" ADD CONSTRAINT "member_roles_role" FOREIGN KEY ("server_id","role_id") REFERENCES "public"."roles"("server_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "overrides" ADD CONSTRAINT "overrides_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "overrides" ADD CONSTRAINT "overrides_group_id_channel_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."channel_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "overrides" ADD CONSTRAINT "overrides_role_id_roles_id_fk" FOREIGN KEY ("role_id") REFERENCES "public"."roles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "overrides" ADD CONSTRAINT "overrides_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roles" ADD CONSTRAINT "roles_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_groups" ADD CONSTRAINT "channel_groups_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "member_roles_role" ON "member_roles" USING btree ("role_id","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "override_channel_role" ON "overrides" USING btree ("channel_id","role_id") WHERE channel_id is not null and role_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "override_channel_user" ON "overrides" USING btree ("channel_id","user_id") WHERE channel_id is not null and user_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "override_group_role" ON "overrides" USING btree ("group_id","role_id") WHERE group_id is not null and role_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "override_group_user" ON "overrides" USING btree ("group_id","user_id") WHERE group_id is not null and user_id is not null;--> statement-breakpoint
CREATE INDEX "override_role" ON "overrides" USING btree ("role_id");--> statement-breakpoint
CREATE INDEX "override_user" ON "overrides" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "role_name" ON "roles" USING btree ("server_id",lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "role_handle" ON "roles" USING btree ("server_id","handle");--> statement-breakpoint
CREATE UNIQUE INDEX "role_everyone" ON "roles" USING btree ("server_id") WHERE is_everyone;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_group_id_channel_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."channel_groups"("id") ON DELETE set null ON UPDATE no action;