-- Objects that no table is made of, as statements that make them: the server has no function that prints them.
WITH member AS (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), made AS (
  SELECT 1 AS rank, l.oid, 'pg_language'::regclass AS class, 'LANGUAGE' AS kind, quote_ident(l.lanname) AS name,
         l.lanowner AS owner, l.lanacl AS acl, NULL AS suffix,
         format('CREATE %sLANGUAGE %I', CASE WHEN l.lanpltrusted THEN 'TRUSTED ' END, l.lanname)
           || CASE WHEN l.lanplcallfoid <> 0 THEN ' HANDLER ' || l.lanplcallfoid::regproc ELSE '' END
           || CASE WHEN l.laninline <> 0 THEN ' INLINE ' || l.laninline::regproc ELSE '' END
           || CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || l.lanvalidator::regproc ELSE '' END AS statement
  FROM pg_language l WHERE l.lanispl
  UNION ALL
  SELECT 1, a.oid, 'pg_am'::regclass, 'ACCESS METHOD', quote_ident(a.amname), NULL, NULL, NULL,
         format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname,
                CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END, a.amhandler)
  FROM pg_am a WHERE a.oid >= 16384
  UNION ALL
  SELECT 1, c.oid, 'pg_collation'::regclass, 'COLLATION', format('%I.%I', n.nspname, c.collname), c.collowner, NULL, NULL,
         format('CREATE COLLATION %I.%I (provider = %s%s%s%s)', n.nspname, c.collname,
                CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
                CASE WHEN c.collprovider = 'c' AND c.collcollate IS DISTINCT FROM c.collctype
                     THEN format(', lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype)
                     ELSE format(', locale = %L', coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate)) END,
                CASE WHEN NOT c.collisdeterministic THEN ', deterministic = false' END,
                ', rules = ' || quote_literal(nullif(to_jsonb(c) ->> 'collicurules', '')))
  FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
  UNION ALL
  SELECT 2, t.oid, 'pg_ts_template'::regclass, 'TEXT SEARCH TEMPLATE', format('%I.%I', n.nspname, t.tmplname), NULL, NULL, NULL,
         format('CREATE TEXT SEARCH TEMPLATE %I.%I (%sLEXIZE = %s)', n.nspname, t.tmplname,
                CASE WHEN t.tmplinit <> 0 THEN 'INIT = ' || t.tmplinit || ', ' END, t.tmpllexize)
  FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace
  UNION ALL
  SELECT 2, p.oid, 'pg_ts_parser'::regclass, 'TEXT SEARCH PARSER', format('%I.%I', n.nspname, p.prsname), NULL, NULL, NULL,
         format('CREATE TEXT SEARCH PARSER %I.%I (START = %s, GETTOKEN = %s, "end" = %s, LEXTYPES = %s%s)', n.nspname, p.prsname,
                p.prsstart, p.prstoken, p.prsend, p.prslextype,
                CASE WHEN p.prsheadline <> 0 THEN ', HEADLINE = ' || p.prsheadline END)
  FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace
  UNION ALL
  SELECT 3, d.oid, 'pg_ts_dict'::regclass, 'TEXT SEARCH DICTIONARY', format('%I.%I', n.nspname, d.dictname), d.dictowner, NULL, NULL,
         format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %s%s)', n.nspname, d.dictname,
                (SELECT format('%I.%I', tn.nspname, t.tmplname) FROM pg_ts_template t
                 JOIN pg_namespace tn ON tn.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate), ', ' || d.dictinitoption)
  FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace
  UNION ALL
  SELECT 4, c.oid, 'pg_ts_config'::regclass, 'TEXT SEARCH CONFIGURATION', format('%I.%I', n.nspname, c.cfgname), c.cfgowner, NULL, NULL,
         format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = "default")', n.nspname, c.cfgname)
  FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
  UNION ALL
  SELECT 5, c.oid, 'pg_ts_config'::regclass, NULL, NULL, NULL, NULL, NULL,
         format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s', n.nspname, c.cfgname,
                (SELECT k.alias FROM ts_token_type(c.cfgparser) k WHERE k.tokid = m.maptokentype),
                string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno))
  FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace JOIN pg_ts_config_map m ON m.mapcfg = c.oid
  GROUP BY c.oid, n.nspname, c.cfgname, m.maptokentype
  UNION ALL
  SELECT 1, w.oid, 'pg_foreign_data_wrapper'::regclass, 'FOREIGN DATA WRAPPER', quote_ident(w.fdwname), w.fdwowner, w.fdwacl, NULL,
         format('CREATE FOREIGN DATA WRAPPER %I%s%s%s', w.fdwname,
                CASE WHEN w.fdwhandler <> 0 THEN ' HANDLER ' || w.fdwhandler::regproc END,
                CASE WHEN w.fdwvalidator <> 0 THEN ' VALIDATOR ' || w.fdwvalidator::regproc END,
                ' OPTIONS (' || (SELECT string_agg(format('%I %L', option_name, option_value), ', ') FROM pg_options_to_table(w.fdwoptions)) || ')')
  FROM pg_foreign_data_wrapper w
  UNION ALL
  SELECT 2, s.oid, 'pg_foreign_server'::regclass, 'SERVER', quote_ident(s.srvname), s.srvowner, s.srvacl, NULL,
         format('CREATE SERVER %I%s%s FOREIGN DATA WRAPPER %I%s', s.srvname, ' TYPE ' || quote_literal(s.srvtype),
                ' VERSION ' || quote_literal(s.srvversion),
                (SELECT fdwname FROM pg_foreign_data_wrapper w WHERE w.oid = s.srvfdw),
                ' OPTIONS (' || (SELECT string_agg(format('%I %L', option_name, option_value), ', ') FROM pg_options_to_table(s.srvoptions)) || ')')
  FROM pg_foreign_server s
  UNION ALL
  SELECT 3, u.umid, 'pg_user_mapping'::regclass, NULL, NULL, NULL, NULL, NULL,
         format('CREATE USER MAPPING FOR %I SERVER %I%s', u.usename, u.srvname,
                ' OPTIONS (' || (SELECT string_agg(format('%I %L', option_name, ''), ', ') FROM pg_options_to_table(u.umoptions)) || ')')
  FROM pg_user_mappings u
  UNION ALL
  SELECT 2, c.oid, 'pg_conversion'::regclass, 'CONVERSION', format('%I.%I', n.nspname, c.conname), c.conowner, NULL, NULL,
         format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s', CASE WHEN c.condefault THEN 'DEFAULT ' END, n.nspname, c.conname,
                pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc)
  FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace
  UNION ALL
  SELECT 6, o.oid, 'pg_operator'::regclass, 'OPERATOR', format('%I.%s', n.nspname, o.oprname), o.oprowner, NULL,
         format(' (%s, %s)', CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END, format_type(o.oprright, NULL)),
         format('CREATE OPERATOR %I.%s (FUNCTION = %s%s, RIGHTARG = %s%s%s%s%s%s%s)', n.nspname, o.oprname, o.oprcode,
                CASE WHEN o.oprleft <> 0 THEN ', LEFTARG = ' || format_type(o.oprleft, NULL) END, format_type(o.oprright, NULL),
                (SELECT ', COMMUTATOR = OPERATOR(' || x.oprname || ')' FROM pg_operator x WHERE x.oid = o.oprcom),
                (SELECT ', NEGATOR = OPERATOR(' || x.oprname || ')' FROM pg_operator x WHERE x.oid = o.oprnegate),
                CASE WHEN o.oprrest <> 0 THEN ', RESTRICT = ' || o.oprrest::regproc END,
                CASE WHEN o.oprjoin <> 0 THEN ', JOIN = ' || o.oprjoin::regproc END,
                CASE WHEN o.oprcanhash THEN ', HASHES' END, CASE WHEN o.oprcanmerge THEN ', MERGES' END)
  FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
  UNION ALL
  SELECT 7, f.oid, 'pg_opfamily'::regclass, 'OPERATOR FAMILY', format('%I.%I', n.nspname, f.opfname), f.opfowner, NULL, ' USING ' || a.amname,
         format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, a.amname)
  FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am a ON a.oid = f.opfmethod
  UNION ALL
  SELECT 8, f.oid, 'pg_opfamily'::regclass, NULL, NULL, NULL, NULL, NULL,
         format('ALTER OPERATOR FAMILY %I.%I USING %I ADD %s', n.nspname, f.opfname, a.amname, string_agg(m.member, ', '))
  FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am a ON a.oid = f.opfmethod
  JOIN LATERAL (
    SELECT format('OPERATOR %s %s (%s, %s)', x.amopstrategy, (SELECT oprname FROM pg_operator WHERE oid = x.amopopr),
                  format_type(x.amoplefttype, NULL), format_type(x.amoprighttype, NULL)) AS member
    FROM pg_amop x WHERE x.amopfamily = f.oid AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_amop'::regclass AND d.objid = x.oid AND d.refclassid = 'pg_opclass'::regclass AND d.deptype = 'i')
    UNION ALL
    SELECT format('FUNCTION %s (%s, %s) %s', x.amprocnum, format_type(x.amproclefttype, NULL), format_type(x.amprocrighttype, NULL), x.amproc::regprocedure)
    FROM pg_amproc x WHERE x.amprocfamily = f.oid AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_amproc'::regclass AND d.objid = x.oid AND d.refclassid = 'pg_opclass'::regclass AND d.deptype = 'i')
  ) m ON true
  GROUP BY f.oid, n.nspname, f.opfname, a.amname
  UNION ALL
  SELECT 8, c.oid, 'pg_opclass'::regclass, 'OPERATOR CLASS', format('%I.%I', n.nspname, c.opcname), c.opcowner, NULL, ' USING ' || a.amname,
         format('CREATE OPERATOR CLASS %I.%I %sFOR TYPE %s USING %I FAMILY %s%s', n.nspname, c.opcname,
                CASE WHEN c.opcdefault THEN 'DEFAULT ' END, format_type(c.opcintype, NULL), a.amname,
                (SELECT format('%I.%I', fn.nspname, f.opfname) FROM pg_opfamily f JOIN pg_namespace fn ON fn.oid = f.opfnamespace WHERE f.oid = c.opcfamily),
                ' AS ' || (SELECT coalesce(string_agg(m.member, ', '), 'STORAGE ' || format_type(c.opcintype, NULL)) FROM (
                  SELECT 'STORAGE ' || format_type(c.opckeytype, NULL) AS member WHERE c.opckeytype <> 0
                  UNION ALL
                  SELECT format('OPERATOR %s %s%s', x.amopstrategy, (SELECT oprname FROM pg_operator WHERE oid = x.amopopr),
                                CASE WHEN x.amopsortfamily <> 0 THEN ' FOR ORDER BY ' || (SELECT format('%I.%I', sn.nspname, s.opfname) FROM pg_opfamily s JOIN pg_namespace sn ON sn.oid = s.opfnamespace WHERE s.oid = x.amopsortfamily) END)
                  FROM pg_amop x JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = x.oid AND d.refclassid = 'pg_opclass'::regclass AND d.refobjid = c.oid
                  UNION ALL
                  SELECT format('FUNCTION %s %s', x.amprocnum, x.amproc)
                  FROM pg_amproc x JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = x.oid AND d.refclassid = 'pg_opclass'::regclass AND d.refobjid = c.oid) m))
  FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am a ON a.oid = c.opcmethod
  UNION ALL
  SELECT 6, c.oid, 'pg_cast'::regclass, 'CAST', format('(%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)), NULL, NULL, NULL,
         format('CREATE CAST (%s AS %s) %s%s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL),
                CASE c.castmethod WHEN 'i' THEN 'WITH INOUT' WHEN 'b' THEN 'WITHOUT FUNCTION' ELSE 'WITH FUNCTION ' || c.castfunc::regprocedure END,
                CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END)
  FROM pg_cast c WHERE c.oid >= 16384
  UNION ALL
  SELECT 6, t.oid, 'pg_transform'::regclass, 'TRANSFORM', format('FOR %s LANGUAGE %I', format_type(t.trftype, NULL), l.lanname), NULL, NULL, NULL,
         format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, NULL), l.lanname,
                concat_ws(', ', CASE WHEN t.trffromsql <> 0 THEN 'FROM SQL WITH FUNCTION ' || t.trffromsql::regprocedure END,
                                CASE WHEN t.trftosql <> 0 THEN 'TO SQL WITH FUNCTION ' || t.trftosql::regprocedure END))
  FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
  UNION ALL
  SELECT 5, p.oid, 'pg_proc'::regclass, 'AGGREGATE', format('%I.%I', n.nspname, p.proname), p.proowner, p.proacl,
         format(' (%s)', coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*')),
         format('CREATE AGGREGATE %I.%I (%s) (%s)', n.nspname, p.proname, coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*'),
                concat_ws(', ', 'SFUNC = ' || g.aggtransfn, 'STYPE = ' || format_type(g.aggtranstype, NULL),
                  CASE WHEN g.aggtransspace <> 0 THEN 'SSPACE = ' || g.aggtransspace END,
                  'INITCOND = ' || quote_literal(g.agginitval),
                  CASE WHEN g.aggfinalfn <> 0 THEN 'FINALFUNC = ' || g.aggfinalfn::regproc END, CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                  CASE WHEN g.aggfinalmodify <> CASE g.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN 'FINALFUNC_MODIFY = '
                    || CASE g.aggfinalmodify WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable' ELSE 'read_write' END END,
                  CASE WHEN g.aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || g.aggcombinefn::regproc END,
                  CASE WHEN g.aggserialfn <> 0 THEN 'SERIALFUNC = ' || g.aggserialfn::regproc END,
                  CASE WHEN g.aggdeserialfn <> 0 THEN 'DESERIALFUNC = ' || g.aggdeserialfn::regproc END,
                  CASE WHEN g.aggmtransfn <> 0 THEN 'MSFUNC = ' || g.aggmtransfn::regproc END,
                  CASE WHEN g.aggminvtransfn <> 0 THEN 'MINVFUNC = ' || g.aggminvtransfn::regproc END,
                  CASE WHEN g.aggmtranstype <> 0 THEN 'MSTYPE = ' || format_type(g.aggmtranstype, NULL) END,
                  CASE WHEN g.aggmtransspace <> 0 THEN 'MSSPACE = ' || g.aggmtransspace END,
                  CASE WHEN g.aggmfinalfn <> 0 THEN 'MFINALFUNC = ' || g.aggmfinalfn::regproc END,
                  'MINITCOND = ' || quote_literal(g.aggminitval),
                  CASE WHEN g.aggsortop <> 0 THEN (SELECT 'SORTOP = OPERATOR(' || oprname || ')' FROM pg_operator WHERE oid = g.aggsortop) END,
                  CASE WHEN g.aggkind = 'h' THEN 'HYPOTHETICAL' END,
                  CASE p.proparallel WHEN 's' THEN 'PARALLEL = safe' WHEN 'r' THEN 'PARALLEL = restricted' END))
  FROM pg_aggregate g JOIN pg_proc p ON p.oid = g.aggfnoid JOIN pg_namespace n ON n.oid = p.pronamespace
  UNION ALL
  SELECT 6, e.oid, 'pg_event_trigger'::regclass, 'EVENT TRIGGER', quote_ident(e.evtname), e.evtowner, NULL, NULL,
         format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', e.evtname, e.evtevent,
                ' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ') FROM unnest(e.evttags) tag) || ')', e.evtfoid::regproc)
  FROM pg_event_trigger e
  UNION ALL
  SELECT 7, e.oid, 'pg_event_trigger'::regclass, NULL, NULL, NULL, NULL, NULL,
         format('ALTER EVENT TRIGGER %I %s', e.evtname, CASE e.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END)
  FROM pg_event_trigger e WHERE e.evtenabled <> 'O'
  UNION ALL
  SELECT 6, s.oid, 'pg_subscription'::regclass, 'SUBSCRIPTION', quote_ident(s.subname), s.subowner, NULL, NULL,
         format('CREATE SUBSCRIPTION %I CONNECTION '''' PUBLICATION %s', s.subname, (SELECT string_agg(quote_ident(p), ', ') FROM unnest(s.subpublications) p))
  FROM pg_subscription s WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
), own AS (
  SELECT * FROM made m WHERE m.oid >= 16384
    AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = m.class AND i.objid = m.oid AND i.deptype = 'i' AND m.kind = 'CAST')
    AND NOT EXISTS (SELECT FROM member WHERE member.classid = m.class AND member.objid = m.oid)
)
SELECT statement FROM (
  SELECT rank, oid, statement FROM own
  UNION ALL
  SELECT 10, oid, format('ALTER %s %s%s OWNER TO %I', kind, name, suffix, pg_get_userbyid(owner)) FROM own WHERE owner IS NOT NULL
  UNION ALL
  SELECT 11, oid, format('REVOKE ALL ON %s %s%s FROM PUBLIC', CASE kind WHEN 'SERVER' THEN 'FOREIGN SERVER' ELSE kind END, name, suffix)
  FROM own WHERE acl IS NOT NULL
  UNION ALL
  SELECT 12, o.oid, format('GRANT %s ON %s %s%s TO %s%s', x.privilege_type, CASE o.kind WHEN 'SERVER' THEN 'FOREIGN SERVER' WHEN 'AGGREGATE' THEN 'FUNCTION' ELSE o.kind END, o.name, o.suffix,
                           coalesce((SELECT quote_ident(rolname) FROM pg_roles WHERE oid = x.grantee), 'PUBLIC'), CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' END)
  FROM own o, aclexplode(o.acl) x WHERE x.grantee <> o.owner
  UNION ALL
  SELECT 13, oid, format('COMMENT ON %s %s%s IS %L', kind, name, suffix, text)
  FROM (SELECT own.*, obj_description(oid, class::text) AS text FROM own WHERE kind IS NOT NULL) c
  WHERE text IS NOT NULL
) all_of_them ORDER BY rank, oid, statement
