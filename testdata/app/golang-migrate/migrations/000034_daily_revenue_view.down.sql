DROP VIEW reporting.daily_revenue;
