/** The operators' door: what became of each request. */
@NullMarked
package dev.andon.hub.admin;

import org.jspecify.annotations.NullMarked;
