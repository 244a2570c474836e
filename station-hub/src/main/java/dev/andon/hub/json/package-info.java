/**
 * JSON, in the one way the hub has for each need: {@link dev.andon.hub.json.JsonCursor} reads what
 * callers send in place, {@link dev.andon.hub.json.JsonWriter} writes, {@link
 * dev.andon.hub.json.JsonTree} reads what providers and models answer, and {@link
 * dev.andon.hub.json.JsonRecords} maps records where speed does not matter. What cannot be read is
 * a {@link dev.andon.hub.json.BadJson}; nothing of Jackson's but its nodes is seen outside.
 */
@NullMarked
package dev.andon.hub.json;

import org.jspecify.annotations.NullMarked;
