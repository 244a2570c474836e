package dev.andon.hub.gateway;

import dev.andon.hub.routing.RouteTable;
import dev.andon.hub.routing.Router;

/** The providers and the ways to them, as one configuration describes them; replaced as a whole. */
public record Upstreams(RouteTable routes, Router router) {}
