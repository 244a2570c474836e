@NullMarked
package dev.andon.hub.ingest;

import org.jspecify.annotations.NullMarked;
