/**
 * The auditor: keeps its own journal of what stations captured and compares it with their outboxes,
 * the hub's store and the providers' books.
 */
@NullMarked
package dev.andon.sandbox.audit;

import org.jspecify.annotations.NullMarked;
