/** The contract between a station and its hub: records, topics and the CBOR codec. */
@NullMarked
package dev.andon.wire;

import org.jspecify.annotations.NullMarked;
