-- ALTER TABLE … ALTER COLUMN … TYPE

ALTER TABLE plain ALTER COLUMN a TYPE bigint;

ALTER TABLE plain ALTER COLUMN a SET DATA TYPE bigint;

ALTER TABLE plain ALTER a TYPE integer;

ALTER TABLE plain ALTER COLUMN nothing TYPE bigint;

ALTER TABLE plain ALTER COLUMN a TYPE bigint, ALTER COLUMN c TYPE varchar(40);

ALTER TABLE plain ALTER COLUMN a TYPE text USING a::text;

ALTER TABLE plain ALTER COLUMN b TYPE integer;

ALTER TABLE plain ALTER COLUMN b TYPE integer USING 1;

ALTER TABLE plain ALTER COLUMN f TYPE bigint;

ALTER TABLE kinds ALTER COLUMN c_small TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_int TYPE smallint;

ALTER TABLE kinds ALTER COLUMN c_int TYPE oid;

ALTER TABLE kinds ALTER COLUMN c_oid TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_int TYPE numeric;

ALTER TABLE kinds ALTER COLUMN c_big TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_num TYPE numeric(12, 2);

ALTER TABLE kinds ALTER COLUMN c_num TYPE numeric(12, 3);

ALTER TABLE kinds ALTER COLUMN c_num TYPE numeric(8, 2);

ALTER TABLE kinds ALTER COLUMN c_num TYPE numeric;

ALTER TABLE kinds ALTER COLUMN c_num_free TYPE numeric(10, 2);

ALTER TABLE kinds ALTER COLUMN c_real TYPE double precision;

ALTER TABLE kinds ALTER COLUMN c_vc10 TYPE varchar(20);

ALTER TABLE kinds ALTER COLUMN c_vc10 TYPE varchar(5);

ALTER TABLE kinds ALTER COLUMN c_vc10 TYPE varchar;

ALTER TABLE kinds ALTER COLUMN c_vc10 TYPE text;

ALTER TABLE kinds ALTER COLUMN c_vc10 TYPE char(10);

ALTER TABLE kinds ALTER COLUMN c_vc TYPE text;

ALTER TABLE kinds ALTER COLUMN c_vc TYPE varchar(10);

ALTER TABLE kinds ALTER COLUMN c_text TYPE varchar;

ALTER TABLE kinds ALTER COLUMN c_text TYPE varchar(10);

ALTER TABLE kinds ALTER COLUMN c_text TYPE citext;

ALTER TABLE kinds ALTER COLUMN c_ci TYPE text;

ALTER TABLE kinds ALTER COLUMN c_text TYPE char(10);

ALTER TABLE kinds ALTER COLUMN c_char TYPE char(20);

ALTER TABLE kinds ALTER COLUMN c_char TYPE text;

ALTER TABLE kinds ALTER COLUMN c_text TYPE text COLLATE "C";

ALTER TABLE kinds ALTER COLUMN c_text TYPE text USING upper(c_text);

ALTER TABLE kinds ALTER COLUMN c_text TYPE text USING c_text;

ALTER TABLE kinds ALTER COLUMN c_vc10 TYPE text USING c_vc10::text;

ALTER TABLE kinds ALTER COLUMN c_ts TYPE timestamptz;

-- set: SET TimeZone = 'UTC'
ALTER TABLE kinds ALTER COLUMN c_ts TYPE timestamptz;

-- set: SET TimeZone = 'Europe/London'
ALTER TABLE kinds ALTER COLUMN c_ts TYPE timestamptz;

-- set: SET TimeZone = 'America/New_York'
ALTER TABLE kinds ALTER COLUMN c_tz TYPE timestamp;

-- set: SET TimeZone = 'Etc/UTC'
ALTER TABLE kinds ALTER COLUMN c_ts TYPE timestamptz;

ALTER TABLE kinds ALTER COLUMN c_tz TYPE timestamp;

ALTER TABLE kinds ALTER COLUMN c_ts TYPE timestamptz(6);

ALTER TABLE kinds ALTER COLUMN c_ts TYPE timestamptz(3);

ALTER TABLE kinds ALTER COLUMN c_ts3 TYPE timestamptz(3);

ALTER TABLE kinds ALTER COLUMN c_ts3 TYPE timestamp;

ALTER TABLE kinds ALTER COLUMN c_ts TYPE timestamp(3);

ALTER TABLE kinds ALTER COLUMN c_ts3 TYPE timestamp(4);

ALTER TABLE kinds ALTER COLUMN c_tz TYPE timestamptz(0);

ALTER TABLE kinds ALTER COLUMN c_tz3 TYPE timestamptz;

ALTER TABLE kinds ALTER COLUMN c_ts TYPE timestamptz USING c_ts AT TIME ZONE 'UTC';

ALTER TABLE kinds ALTER COLUMN c_ts TYPE date;

ALTER TABLE kinds ALTER COLUMN c_date TYPE timestamp;

ALTER TABLE kinds ALTER COLUMN c_time TYPE time(3);

ALTER TABLE kinds ALTER COLUMN c_interval TYPE interval day to second;

ALTER TABLE kinds ALTER COLUMN c_interval TYPE interval(3);

ALTER TABLE kinds ALTER COLUMN c_bit TYPE varbit;

ALTER TABLE kinds ALTER COLUMN c_bit TYPE varbit(8);

ALTER TABLE kinds ALTER COLUMN c_varbit TYPE varbit(16);

ALTER TABLE kinds ALTER COLUMN c_varbit TYPE varbit;

ALTER TABLE kinds ALTER COLUMN c_arr TYPE varchar(20)[];

ALTER TABLE kinds ALTER COLUMN c_arr TYPE text[];

ALTER TABLE kinds ALTER COLUMN c_ints TYPE bigint[];

ALTER TABLE kinds ALTER COLUMN c_json TYPE jsonb;

ALTER TABLE kinds ALTER COLUMN c_jsonb TYPE json;

ALTER TABLE kinds ALTER COLUMN c_text TYPE jsonb USING '{}'::jsonb;

ALTER TABLE kinds ALTER COLUMN c_vc10 TYPE label;

ALTER TABLE kinds ALTER COLUMN c_label TYPE varchar(10);

ALTER TABLE kinds ALTER COLUMN c_label TYPE text;

ALTER TABLE kinds ALTER COLUMN c_int TYPE plain_int;

ALTER TABLE kinds ALTER COLUMN c_int TYPE positive_int;

ALTER TABLE kinds ALTER COLUMN c_pint TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_pos TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_pos TYPE bigint;

ALTER TABLE kinds ALTER COLUMN c_email TYPE text;

ALTER TABLE kinds ALTER COLUMN c_text TYPE email USING 'a@b';

ALTER TABLE kinds ALTER COLUMN c_enum TYPE text;

ALTER TABLE kinds ALTER COLUMN c_text TYPE account_status USING 'active'::account_status;

ALTER TABLE kinds ALTER COLUMN c_enum TYPE unused_enum USING 'a'::unused_enum;

ALTER TABLE kinds ALTER COLUMN c_cidr TYPE inet;

ALTER TABLE kinds ALTER COLUMN c_inet TYPE cidr;

ALTER TABLE kinds ALTER COLUMN c_uuid TYPE text;

ALTER TABLE kinds ALTER COLUMN c_text TYPE uuid USING gen_random_uuid();

ALTER TABLE kinds ALTER COLUMN c_bool TYPE integer USING c_bool::integer;

ALTER TABLE kinds ALTER COLUMN c_bytea TYPE text USING encode(c_bytea, 'hex');

ALTER TABLE kinds_indexed ALTER COLUMN c_int TYPE bigint;

ALTER TABLE kinds_indexed ALTER COLUMN c_vc10 TYPE varchar(20);

ALTER TABLE kinds_indexed ALTER COLUMN c_vc10 TYPE text;

ALTER TABLE kinds_indexed ALTER COLUMN c_text TYPE varchar;

ALTER TABLE kinds_indexed ALTER COLUMN c_text TYPE citext;

ALTER TABLE kinds_indexed ALTER COLUMN c_text TYPE text COLLATE "C";

ALTER TABLE kinds_indexed ALTER COLUMN c_text TYPE text COLLATE "POSIX";

ALTER TABLE kinds_indexed ALTER COLUMN c_ci TYPE text;

ALTER TABLE kinds_indexed ALTER COLUMN c_ts TYPE timestamptz;

ALTER TABLE kinds_indexed ALTER COLUMN c_ts TYPE timestamp(3);

ALTER TABLE kinds_indexed ALTER COLUMN c_num TYPE numeric(14, 2);

ALTER TABLE kinds_indexed ALTER COLUMN c_partial TYPE varchar(20);

ALTER TABLE kinds_indexed ALTER COLUMN c_part TYPE varchar(20);

ALTER TABLE kinds_indexed ALTER COLUMN c_expr TYPE varchar(20);

ALTER TABLE kinds_indexed ALTER COLUMN c_inc TYPE varchar(20);

ALTER TABLE kinds_indexed ALTER COLUMN c_checked TYPE varchar(20);

ALTER TABLE kinds_indexed ALTER COLUMN c_unvalidated TYPE varchar(20);

ALTER TABLE kinds_indexed ALTER COLUMN c_stat TYPE varchar(20);

ALTER TABLE kinds_indexed ALTER COLUMN c_stat TYPE integer USING 1;

ALTER TABLE kinds_indexed ALTER COLUMN c_gin TYPE varchar[];

ALTER TABLE kinds_indexed ALTER COLUMN c_inet TYPE inet;

ALTER TABLE kinds_indexed ALTER COLUMN c_oid TYPE oid;

ALTER TABLE kinds_indexed ALTER COLUMN c_vc10 TYPE varchar(20), ALTER COLUMN c_text TYPE varchar;

ALTER TABLE orders ALTER COLUMN id TYPE bigint;

ALTER TABLE orders ALTER COLUMN id TYPE numeric;

ALTER TABLE orders ALTER COLUMN number TYPE bigint;

ALTER TABLE orders ALTER COLUMN note TYPE varchar(100);

ALTER TABLE orders ALTER COLUMN account_id TYPE bigint;

ALTER TABLE orders ALTER COLUMN account_id TYPE integer;

ALTER TABLE order_lines ALTER COLUMN product_id TYPE bigint;

ALTER TABLE products ALTER COLUMN id TYPE bigint;

ALTER TABLE invoices ALTER COLUMN account_id TYPE numeric;

ALTER TABLE invoices ALTER COLUMN amount TYPE bigint;

ALTER TABLE accounts ALTER COLUMN name TYPE varchar(100);

ALTER TABLE accounts ALTER COLUMN email TYPE varchar;

ALTER TABLE accounts ALTER COLUMN balance TYPE numeric(20, 2);

ALTER TABLE accounts ALTER COLUMN status TYPE text;

ALTER TABLE accounts ALTER COLUMN contact TYPE text;

ALTER TABLE accounts ALTER COLUMN country TYPE text;

ALTER TABLE products ALTER COLUMN sku TYPE varchar(40);

ALTER TABLE products ALTER COLUMN title TYPE text;

ALTER TABLE products ALTER COLUMN price TYPE numeric(12, 2);

ALTER TABLE products ALTER COLUMN body TYPE text;

ALTER TABLE products ALTER COLUMN code TYPE bigint;

ALTER TABLE notes ALTER COLUMN tenant_id TYPE integer;

ALTER TABLE notes ALTER COLUMN body TYPE varchar(100);

ALTER TABLE events ALTER COLUMN payload TYPE varchar(20);

ALTER TABLE events ALTER COLUMN payload TYPE text;

ALTER TABLE events ALTER COLUMN amount TYPE bigint;

ALTER TABLE events ALTER COLUMN kind TYPE varchar(20);

ALTER TABLE events_2024 ALTER COLUMN payload TYPE varchar(20);

ALTER TABLE ONLY events ALTER COLUMN payload TYPE varchar(20);

ALTER TABLE vehicles ALTER COLUMN name TYPE varchar(20);

ALTER TABLE vehicles ALTER COLUMN wheels TYPE bigint;

ALTER TABLE ONLY vehicles ALTER COLUMN name TYPE varchar(20);

ALTER TABLE cars ALTER COLUMN name TYPE varchar(20);

ALTER TABLE cars ALTER COLUMN doors TYPE bigint;

ALTER TABLE people ALTER COLUMN full_name TYPE varchar(10);

ALTER TABLE remote ALTER COLUMN value TYPE varchar(10);

ALTER TABLE audit_log ALTER COLUMN what TYPE varchar;

-- majors: 18..
ALTER TABLE virtuals ALTER COLUMN a TYPE bigint;

-- majors: 18..
ALTER TABLE virtuals ALTER COLUMN doubled TYPE bigint;
