CREATE TABLE "preview_pictures" (
	"channel_id" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"key" text NOT NULL,
	CONSTRAINT "preview_pictures_channel_id_seq_key_pk" PRIMARY KEY("channel_id","seq","key")
);
--> statement-breakpoint
ALTER TABLE "preview_pictures" ADD CONSTRAINT "preview_pictures_channel_id_seq_messages_channel_id_seq_fk" FOREIGN KEY ("channel_id","seq") REFERENCES "public"."messages"("channel_id","seq") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "preview_pictures_key_index" ON "preview_pictures" USING btree ("key");