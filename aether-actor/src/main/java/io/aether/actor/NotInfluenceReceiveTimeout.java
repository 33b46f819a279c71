package io.aether.actor;

/// Marks messages that do not count as activity for [ActorContext#setReceiveTimeout].
public interface NotInfluenceReceiveTimeout {}
