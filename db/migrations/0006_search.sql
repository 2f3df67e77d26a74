CREATE TABLE "search_documents" (
	"channel_id" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"server_id" bigint NOT NULL,
	"root_id" bigint NOT NULL,
	"author_id" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"traits" integer NOT NULL,
	"words" text NOT NULL,
	"keys" integer[] NOT NULL,
	CONSTRAINT "search_documents_channel_id_seq_pk" PRIMARY KEY("channel_id","seq")
);
--> statement-breakpoint
CREATE TABLE "search_progress" (
	"channel_id" bigint PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"rev" bigint NOT NULL,
	"edition" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "search_documents" ADD CONSTRAINT "search_documents_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_progress" ADD CONSTRAINT "search_progress_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "search_by_server" ON "search_documents" USING btree ("server_id","at","channel_id","seq");--> statement-breakpoint
CREATE INDEX "search_by_root" ON "search_documents" USING btree ("root_id","at","channel_id","seq");--> statement-breakpoint
CREATE INDEX "search_by_key" ON "search_documents" USING gin ("keys");