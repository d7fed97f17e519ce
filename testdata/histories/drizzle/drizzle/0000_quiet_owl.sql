CREATE TABLE "walks" ("id" serial PRIMARY KEY NOT NULL);
--> statement-breakpoint
CREATE TABLE "dogs" ("id" serial PRIMARY KEY NOT NULL);
