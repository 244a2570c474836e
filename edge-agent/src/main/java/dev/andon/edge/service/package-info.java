/** Says to systemd that the station is ready and still moves. */
@NullMarked
package dev.andon.edge.service;

import org.jspecify.annotations.NullMarked;
