/** Who the plant's stations are: which were heard of, how fast each may speak, with what key. */
@NullMarked
package dev.andon.hub.ingest.station;

import org.jspecify.annotations.NullMarked;
