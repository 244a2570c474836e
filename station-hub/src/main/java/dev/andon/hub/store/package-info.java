/**
 * Where rows live. One {@link dev.andon.hub.store.Store} is one database file: one writer thread
 * that commits in groups, and readers beside it. JDBC is used here and nowhere else; the SQL
 * belongs to the features, in a form that SQLite and PostgreSQL both accept.
 */
@NullMarked
package dev.andon.hub.store;

import org.jspecify.annotations.NullMarked;
