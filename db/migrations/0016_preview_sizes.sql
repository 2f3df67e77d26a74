ALTER TABLE "preview_pictures" ADD COLUMN "user_id" bigint;--> statement-breakpoint
ALTER TABLE "preview_pictures" ADD COLUMN "size" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "preview_pictures" ADD CONSTRAINT "preview_pictures_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "preview_pictures_user_id_index" ON "preview_pictures" USING btree ("user_id");