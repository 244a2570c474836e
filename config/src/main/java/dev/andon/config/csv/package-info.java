/** CSV (RFC 4180) as spreadsheets and people write it, and as both can read it. */
@NullMarked
package dev.andon.config.csv;

import org.jspecify.annotations.NullMarked;
