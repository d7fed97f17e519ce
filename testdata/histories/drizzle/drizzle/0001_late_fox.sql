ALTER TABLE "walks" ADD COLUMN "note" text DEFAULT 'a --> statement-breakpoint b';
