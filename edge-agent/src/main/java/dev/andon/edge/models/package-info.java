/** What a line engineer does with models on the station itself: check, measure, enrol. */
@NullMarked
package dev.andon.edge.models;

import org.jspecify.annotations.NullMarked;
