/** What a model is asked about a doubtful part, and what its answer means. Pure. */
@NullMarked
package dev.andon.hub.ingest.verdict;

import org.jspecify.annotations.NullMarked;
