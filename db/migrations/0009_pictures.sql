CREATE TABLE "pictures" (
	"key" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"purpose" text NOT NULL,
	"user_id" bigint,
	"server_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "picture_place" CHECK ((user_id is not null) = (purpose = 'avatar') and (user_id is null) <> (server_id is null))
);
--> statement-breakpoint
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pictures_hash_index" ON "pictures" USING btree ("hash");--> statement-breakpoint
CREATE UNIQUE INDEX "picture_of_user" ON "pictures" USING btree ("user_id","purpose");--> statement-breakpoint
CREATE UNIQUE INDEX "picture_of_server" ON "pictures" USING btree ("server_id","purpose");