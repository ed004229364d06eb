"""Addresses of ideas, challenges and works."""

from django.urls import path

from cohive.create.views import challenges, ideas, pictures, submitting, terms, voting, works

urlpatterns = [
    path("ideas/", ideas.ideas, name="ideas"),
    path("ideas/from/<uuid:post>/", ideas.make, name="make-idea"),
    path("ideas/<int:number>/", ideas.idea, name="idea"),
    path("ideas/<int:number>/credit/", ideas.credit, name="credit-idea"),
    path("challenges/", challenges.challenges, name="challenges"),
    path("challenges/new/", challenges.new, name="open-challenge"),
    path("challenges/<str:slug>/", voting.challenge, name="challenge"),
    path("challenges/<str:slug>/dates/", challenges.dates, name="move-challenge"),
    path("challenges/<str:slug>/result/", challenges.result, name="result"),
    path("vote/<uuid:challenge>/", voting.vote, name="vote"),
    path("works/", works.gallery, name="works"),
    path("works/new/", submitting.submit, name="submit"),
    path("works/outside/new/", submitting.cite, name="cite-source"),
    path("works/<str:slug>/", works.work, name="work"),
    path("works/<str:slug>/picture/", works.replace, name="replace-picture"),
    path("works/<str:slug>/withdraw/", works.withdraw, name="withdraw-work"),
    path("works/<str:slug>/parents/", submitting.name_parent, name="name-parent"),
    path("pictures/<str:digest>/<str:size>.webp", pictures.picture, name="picture"),
    path("terms/", terms.terms, name="terms"),
    path("terms/accept/", terms.accept, name="accept-terms"),
    path("terms/new/", terms.new, name="publish-terms"),
]
