/** Folders that are watched: which file is whole, which is done, and which part it shows. */
@NullMarked
package dev.andon.edge.capture.folder;

import org.jspecify.annotations.NullMarked;
