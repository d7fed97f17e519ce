DROP TABLE rate_limit_buckets;
DROP TABLE background_jobs;
DROP FUNCTION notify_job_queued();
DROP TYPE job_state;
