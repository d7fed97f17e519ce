ALTER TABLE "Loan" ADD COLUMN "due" TIMESTAMP(3);
CREATE INDEX "Loan_due_idx" ON "Loan"("due");
