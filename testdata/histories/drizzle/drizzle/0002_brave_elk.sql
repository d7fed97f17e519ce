ALTER TABLE "walks" ADD COLUMN "dog_id" integer;
